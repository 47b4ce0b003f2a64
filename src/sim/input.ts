// What comes into a world from outside, stamped with virtual time: the input log is a list of these.
// `world = f(scenario, input log, seed)`; nothing else changes a world.
// Not inputs: pause, speed, camera, positions on the canvas.

export type Input =
  | {
      readonly at: number;
      readonly kind: 'tty.open';
      readonly tty: string;
      readonly host: string;
      readonly columns: number;
      readonly rows: number;
    }
  | { readonly at: number; readonly kind: 'tty.data'; readonly tty: string; readonly text: string }
  | {
      readonly at: number;
      readonly kind: 'tty.resize';
      readonly tty: string;
      readonly columns: number;
      readonly rows: number;
    }
  | { readonly at: number; readonly kind: 'tty.close'; readonly tty: string };
