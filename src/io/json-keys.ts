/**
 * The keys of the outermost object in a valid JSON text, in order and as often as they occur.
 *
 * @example
 * topLevelKeys('{"a":{"b":1},"a":[]}').length; // 2
 */
export function topLevelKeys(json: string): string[] {
  const keys: string[] = [];
  let depth = 0;
  // Strings are taken whole, so that brackets inside them count for nothing.
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"(?:\s*:)?|[{}[\]]/g)) {
    if (token === "{" || token === "[") depth++;
    else if (token === "}" || token === "]") depth--;
    else if (depth === 1 && token.endsWith(":")) {
      keys.push(JSON.parse(token.slice(0, token.lastIndexOf('"') + 1)) as string);
    }
  }
  return keys;
}
