// Reads the moment that a saved lab may ask to be shown at: untrusted, as all of a lab is.
import * as v from 'valibot';

/** A day of virtual microseconds. */
const MAX_TIME = 86_400_000_000;
/** Far beyond what any picture measures, in the picture's own units. */
const FAR = 1_000_000;

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(128));
const whole = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
const place = v.pipe(v.number(), v.minValue(-FAR), v.maxValue(FAR));
const extent = v.pipe(v.number(), v.minValue(1), v.maxValue(FAR));

const selection = v.variant('kind', [
  v.strictObject({ kind: v.literal('device'), uid: whole }),
  v.strictObject({ kind: v.literal('container'), host: name, id: name }),
  v.strictObject({ kind: v.literal('network'), host: name, id: name }),
  v.strictObject({ kind: v.literal('host'), host: name }),
  v.strictObject({ kind: v.literal('service'), cluster: name, id: name }),
  v.strictObject({ kind: v.literal('task'), cluster: name, id: name }),
  v.strictObject({ kind: v.literal('span'), cluster: name, id: name }),
  v.strictObject({ kind: v.literal('cluster'), id: name }),
  v.strictObject({ kind: v.literal('netns'), host: name, id: whole }),
  v.strictObject({ kind: v.literal('internet') }),
  v.strictObject({ kind: v.literal('record'), seq: whole }),
]);

export const momentSchema = v.strictObject({
  time: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_TIME)),
  selection: v.exactOptional(selection),
  camera: v.exactOptional(v.strictObject({ x: place, y: place, width: extent, height: extent })),
  panel: v.exactOptional(v.picklist(['terminal', 'files', 'records'])),
});
