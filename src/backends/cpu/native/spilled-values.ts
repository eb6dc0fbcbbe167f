/** Values that live on the stack, brought into registers around each step that uses them. */

import type { Allocation } from "./allocate-registers.ts";
import {
  type MachineRegister,
  type MachineStep,
  type RegisterClass,
  type Virtual,
  visitRegisters,
} from "./machine.ts";

/** How one processor moves a value between a register and the area of the stack for such values. */
export interface SlotMoves {
  load(target: MachineRegister, offset: number): void;
  save(source: MachineRegister, offset: number): void;
}

/** Where the values of each step are while it runs. */
export class SpilledValues {
  private readonly allocation: Allocation;
  private readonly moves: SlotMoves;
  /** Scratch registers of the current step, by the place on the stack they stand for. */
  private readonly lent = new Map<number, MachineRegister>();

  constructor(allocation: Allocation, moves: SlotMoves) {
    this.allocation = allocation;
    this.moves = moves;
  }

  /** The register of a value, in the step that was brought in last. */
  readonly at = (register: Virtual): MachineRegister => {
    const place = this.allocation.place(register);
    return place.kind === "register" ? place.register : this.lent.get(place.offset)!;
  };

  /** Lends the step's values that live on the stack a register each, and loads those it reads. */
  bringIn(step: MachineStep): void {
    if (this.allocation.slotBytes === 0) return;
    const { lent } = this;
    const taken: Record<RegisterClass, number> = { general: 0, vector: 0, mask: 0 };
    const loaded = new Set<number>();
    lent.clear();
    visitRegisters(step, (register, access) => {
      const place = this.allocation.place(register);
      if (place.kind === "register") return;
      const { offset } = place;
      if (!lent.has(offset)) {
        const number = this.allocation.scratch[register.class][taken[register.class]++];
        if (number === undefined) {
          throw new RangeError(`Cannot emit ${step.kind} step: expected fewer values on the stack.`);
        }
        lent.set(offset, { class: register.class, number });
      }
      if (access === "write" || loaded.has(offset)) return;
      loaded.add(offset);
      this.moves.load(lent.get(offset)!, offset);
    });
  }

  /** Puts what the step wrote back on the stack. */
  takeOut(step: MachineStep): void {
    if (this.allocation.slotBytes === 0) return;
    visitRegisters(step, (register, access) => {
      const place = this.allocation.place(register);
      if (access !== "read" && place.kind === "slot") this.moves.save(this.at(register), place.offset);
    });
  }

  /** Whether two values live in the same register or at the same place on the stack. */
  samePlace(left: Virtual, right: Virtual): boolean {
    const a = this.allocation.place(left);
    const b = this.allocation.place(right);
    if (a.kind === "slot") return b.kind === "slot" && a.offset === b.offset;
    return b.kind === "register" && a.register.number === b.register.number;
  }
}
