// A defect of the simulator itself: the world stops and offers scenario, seed and log for a report.
// Not for the learner's mistakes: those are errno values, API errors and programs' messages.

/** Thrown when the simulator contradicts itself. Nothing inside `src/sim` catches it. */
export class SimulatorBug extends Error {
  override name = 'SimulatorBug';
}

/** Stops the world unless `condition` holds; `what` says what should have been true. */
export function invariant(condition: unknown, what: string): asserts condition {
  if (!condition) throw new SimulatorBug(what);
}
