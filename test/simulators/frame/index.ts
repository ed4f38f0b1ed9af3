export { CONTROL } from './control.ts';
export type { VirtualClock } from './clock.ts';
export { createClock } from './clock.ts';
export { publishedDescription } from './description.ts';
export type { Fault, FaultDesk, Misbehaviour } from './faults.ts';
export type { Frame } from './frame.ts';
export { createFrame, rawBodyOf } from './frame.ts';
export type { RecordedRequest } from './recording.ts';
