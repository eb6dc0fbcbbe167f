import { type Parameter, Tensor } from "../tensor/index.ts";

/** Parameters with options of their own; what a group does not say is as for all. */
export type ParameterGroup<Options extends object> = Options & { readonly params: Iterable<Parameter> };

/** What an optimizer updates: parameters, or groups of them, as in PyTorch. */
export type ParametersOf<Options extends object> = Iterable<Parameter> | Iterable<ParameterGroup<Options>>;

/**
 * The groups that an optimizer was given, or undefined if these are plain parameters.
 *
 * Throws: TypeError if some are neither, or there are both; RangeError if a parameter is in two groups.
 */
export function groupsIn<Options extends object>(
  owner: string,
  given: readonly (Parameter | ParameterGroup<Options>)[],
): readonly ParameterGroup<Options>[] | undefined {
  if (given.every((entry) => entry instanceof Tensor)) return undefined;
  const groups = given.filter(isGroup);
  if (groups.length < given.length) {
    throw new TypeError(
      `Cannot make ${owner} for these parameters: expected Parameters only, or groups only, got something else. Write ` +
        "groups as [{ params: model.hidden.parameters() }, { params: model.output.parameters(), lr: 1e-3 }].",
    );
  }
  const seen = new Set<Parameter>();
  return groups.map((group) => {
    const params = [...group.params];
    for (const parameter of params) {
      if (seen.has(parameter)) {
        throw new RangeError(
          `Cannot make ${owner} with a parameter of shape [${parameter.shape.join(", ")}] in two groups: expected each ` +
            "in one. Leave it out of the others.",
        );
      }
      seen.add(parameter);
    }
    return { ...group, params };
  });
}

function isGroup<Options extends object>(
  entry: Parameter | ParameterGroup<Options>,
): entry is ParameterGroup<Options> {
  const { params } = (entry ?? {}) as { params?: Partial<Iterable<unknown>> };
  return typeof params?.[Symbol.iterator] === "function";
}
