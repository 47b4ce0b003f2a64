// A handle for the browser's console: what a report about a lab needs.
import type { LabFile } from '../../session/protocol.ts';
import { connect } from '../../workers/connect.ts';

/** Makes a lab again in a worker of its own and gives the fingerprint at its end: equal on every machine. */
export function fingerprintOf(lab: LabFile): Promise<string> {
  return new Promise((resolve, reject) => {
    const connection = connect((message) => reject(new Error(message)));
    const finish = async (): Promise<void> => {
      resolve(await connection.api.fingerprint());
      connection.close();
    };
    const start = async (): Promise<void> => {
      await connection.api.setPacing({ playing: false, speed: 1 });
      let asked = false;
      await connection.api.open(
        lab,
        undefined,
        connection.frames((frame) => {
          if (frame.crash) reject(new Error(frame.crash.message));
          if (asked || frame.replaying !== undefined || frame.time < lab.time) return;
          asked = true;
          finish().catch(reject);
        }),
      );
    };
    start().catch(reject);
  });
}

declare global {
  interface Window {
    hoplab?: { readonly fingerprintOf: (lab: LabFile) => Promise<string> };
  }
}

/** Puts the handle where a person at the console finds it. */
export function offerConsole(): void {
  window.hoplab = { fingerprintOf };
}
