// Property tests draw the same cases in every run, so that a red run can be had again. HOPLAB_SEED draws others.
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env.HOPLAB_SEED ?? 1) });
