/**
 * Fuses passes: those that walk over the same rows and hand results to each other, or read the same values, become
 * one kernel. Nothing is recognised: softmax, norms, losses and their gradients are passes like any others.
 */

import { leavesOf, type Storage } from "./expression.ts";
import type { CpuTarget } from "./kernel-writer.ts";
import { lowerRows } from "./lower-rows.ts";
import type { Launch } from "./lowered/program.ts";
import { launchesOf, type Pass, squeeze } from "./pass.ts";
import { planRows } from "./plan-rows.ts";
import { type Rows, rowsOf } from "./rows.ts";
import { type Access, accessesOfLaunch, type Task } from "./schedule.ts";
import type { WrittenKernels } from "./written-kernels.ts";

/** A task, or a pass that becomes one. */
export type Draft = Task | { readonly kind: "pass"; readonly pass: Pass };

/** What kernels are written for, and which there are. */
export interface FusionContext {
  readonly target: CpuTarget;
  readonly written: WrittenKernels;
}

/** A pass as a draft. */
export function passTask(pass: Pass): Draft {
  return { kind: "pass", pass };
}

/** Each pass as a kernel of its own. */
export function lowerOneByOne(context: FusionContext, drafts: readonly Draft[]): Task[] {
  return drafts.map((draft) =>
    draft.kind === "pass" ? { kind: "launches", launches: launchesAlone(context, draft.pass) } : draft,
  );
}

function launchesAlone({ target, written }: FusionContext, pass: Pass): Launch[] {
  return written.launches({ facts: "alone", passes: [pass] }, () => launchesOf(target, pass));
}

/** Drafts as tasks in an order that respects their dependencies; `isLocal` tells which buffers nothing else reads. */
export function fuse(
  context: FusionContext,
  drafts: readonly Draft[],
  isLocal: (buffer: number) => boolean,
): Task[] {
  return new Fusion(context, drafts, isLocal).tasks();
}

/** Drafts, by their positions, that become one task. */
interface Group {
  readonly members: readonly number[];
  readonly rows?: Rows;
}

class Fusion {
  private readonly context: FusionContext;
  private readonly passes: readonly (Pass | undefined)[];
  private readonly drafts: readonly Draft[];
  private readonly isLocal: (buffer: number) => boolean;
  private readonly accesses: readonly (readonly Access[])[];
  /** Of each draft: those that must come before it. */
  private readonly before: readonly ReadonlySet<number>[];
  /** Who writes values, besides the zeros around them. */
  private readonly writers = new Map<number, Set<number>>();
  private readonly readers = new Map<number, Set<number>>();
  private readonly groups: Group[];

  constructor(context: FusionContext, drafts: readonly Draft[], isLocal: (buffer: number) => boolean) {
    this.context = context;
    this.drafts = drafts;
    this.isLocal = isLocal;
    this.passes = drafts.map((draft) => (draft.kind === "pass" ? squeeze(draft.pass) : undefined));
    this.accesses = drafts.map(accessesOf);
    this.accesses.forEach((accesses, at) => {
      const draft = drafts[at]!;
      const aside = draft.kind === "launches" && draft.margins === true;
      for (const { buffer, reads, writes } of accesses) {
        if (reads) addTo(this.readers, buffer, at);
        if (writes && !aside) addTo(this.writers, buffer, at);
      }
    });
    this.before = predecessorsOf(
      this.accesses,
      drafts.map((draft) => draft.kind === "barrier"),
    );
    this.groups = drafts.map((_, at) => ({ members: [at] }));
    drafts.forEach((_, at) => this.join(at));
  }

  tasks(): Task[] {
    const tasks: Task[] = [];
    const done = new Set<Group>();
    const visit = (group: Group): void => {
      if (done.has(group)) return;
      done.add(group);
      for (const member of group.members) {
        for (const earlier of this.before[member]!) visit(this.groups[earlier]!);
      }
      tasks.push(this.taskOf(group));
    };
    for (const group of this.groups) visit(group);
    return tasks;
  }

  private taskOf(group: Group): Task {
    const draft = this.drafts[group.members[0]!]!;
    const { rows } = group;
    if (rows !== undefined) return { kind: "launches", launches: this.launchesOfRows(rows, group) };
    if (draft.kind !== "pass") return draft;
    const launches = launchesAlone(this.context, draft.pass);
    return {
      kind: "launches",
      launches,
      ...(draft.pass.reducing === undefined && { results: [draft.pass] }),
    };
  }

  private launchesOfRows(rows: Rows, group: Group): Launch[] {
    const { target, written } = this.context;
    const passes = rows.members.map(({ pass }) => pass);
    const isPrivate = passes.map(({ storage }) => this.isPrivate(storage, group));
    return written.launches({ facts: `rows ${isPrivate}`, passes }, () =>
      lowerRows(
        target,
        planRows(rows, (pass) => isPrivate[passes.indexOf(pass)]!),
      ),
    );
  }

  /** Whether nothing but members of the group touches what a pass writes. */
  private isPrivate({ buffer }: Storage, { members }: Group): boolean {
    return (
      this.isLocal(buffer) &&
      [...(this.readers.get(buffer) ?? [])].every((reader) => members.includes(reader))
    );
  }

  /** Puts a pass into the groups that it goes with. */
  private join(at: number): void {
    if (!this.mayJoin(at)) return;
    for (const neighbour of this.neighboursOf(at)) {
      const [own, other] = [this.groups[at]!, this.groups[neighbour]!];
      if (own === other) continue;
      const members = [...own.members, ...other.members].sort((a, b) => a - b);
      if (this.leavesAndReturns(members)) continue;
      const rows = rowsOf(
        members.map((member) => this.passes[member]!),
        this.context.target.lanes,
      );
      if (rows === undefined) continue;
      const group = { members, rows };
      for (const member of members) this.groups[member] = group;
    }
  }

  /** Passes whose buffer nobody else writes, which they do not read themselves. */
  private mayJoin(at: number): boolean {
    const pass = this.passes[at];
    if (pass === undefined) return false;
    const { buffer } = pass.storage;
    return this.writers.get(buffer)!.size === 1 && this.readers.get(buffer)?.has(at) !== true;
  }

  /** Earlier passes whose results a pass reads, and for reductions those that go through the same elements. */
  private neighboursOf(at: number): number[] {
    const { expression, reducing } = this.passes[at]!;
    const found = new Set<number>();
    for (const leaf of leavesOf([expression])) {
      if (leaf.kind !== "load") continue;
      const { buffer } = leaf.storage;
      for (const writer of this.writers.get(buffer) ?? []) found.add(writer);
      if (reducing === undefined || leaf.view.strides.includes(0)) continue;
      for (const reader of this.readers.get(buffer)!) if (this.passes[reader]?.reducing) found.add(reader);
    }
    return [...found].filter((other) => other < at && this.mayJoin(other)).sort((a, b) => b - a);
  }

  /** Whether a way through the dependencies leaves these drafts and comes back: they cannot become one. */
  private leavesAndReturns(members: readonly number[]): boolean {
    const first = members[0]!;
    const inside = new Set(members);
    const seen = new Set<Group>();
    const waiting = members.flatMap((member) =>
      [...this.before[member]!].filter((each) => !inside.has(each)),
    );
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      const group = this.groups[at]!;
      if (seen.has(group)) continue;
      seen.add(group);
      if (group.members[group.members.length - 1]! < first) continue;
      for (const member of group.members) {
        for (const earlier of this.before[member]!) {
          if (inside.has(earlier)) return true;
          waiting.push(earlier);
        }
      }
    }
    return false;
  }
}

/** What a draft does with which buffers. */
function accessesOf(draft: Draft): Access[] {
  if (draft.kind === "barrier") return [];
  if (draft.kind === "repeat") return draft.tasks.flatMap(accessesOf);
  if (draft.kind === "launches") return draft.launches.flatMap(accessesOfLaunch);
  const { expression, storage } = draft.pass;
  const loads = leavesOf([expression]).filter((leaf) => leaf.kind === "load");
  return [
    ...loads.map((load) => ({ buffer: load.storage.buffer, reads: true, writes: false })),
    { buffer: storage.buffer, reads: false, writes: true },
  ];
}

/**
 * Of each task: the writer before it of what it reads, the readers and the writer before it of what it writes, and the
 * barrier before it; of a barrier all tasks since the one before.
 */
function predecessorsOf(
  accesses: readonly (readonly Access[])[],
  isBarrier: readonly boolean[],
): Set<number>[] {
  let barrier: number | undefined;
  const writer = new Map<number, number>();
  const readers = new Map<number, Set<number>>();
  return accesses.map((own, at) => {
    const before = new Set<number>(barrier === undefined ? [] : [barrier]);
    if (isBarrier[at]) {
      for (let earlier = (barrier ?? -1) + 1; earlier < at; earlier++) before.add(earlier);
      barrier = at;
    }
    for (const { buffer, writes } of own) {
      const last = writer.get(buffer);
      if (last !== undefined) before.add(last);
      if (writes) for (const reader of readers.get(buffer) ?? []) before.add(reader);
    }
    for (const { buffer, writes } of own) {
      if (!writes) continue;
      writer.set(buffer, at);
      readers.delete(buffer);
    }
    for (const { buffer, reads } of own) if (reads) addTo(readers, buffer, at);
    before.delete(at);
    return before;
  });
}

function addTo(sets: Map<number, Set<number>>, key: number, member: number): void {
  const set = sets.get(key);
  if (set === undefined) sets.set(key, new Set([member]));
  else set.add(member);
}
