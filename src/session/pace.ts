// How much larger than in the world time is shown while frames are under way, where it is shown true to scale.

/** At speed 1: a frame that crosses a veth pair in 12 µs takes a quarter of a second. */
export const SCALE = 20_000;
