export { CONTROL } from './control.ts';
export type { VirtualClock } from './clock.ts';
export { createClock } from './clock.ts';
export { type PublishedDescription, publishedDescription } from './description.ts';
export type { Fault, FaultDesk, Misbehaviour, StandingFault } from './faults.ts';
export type { Frame, FrameOptions } from './frame.ts';
export { createFrame, rawBodyOf } from './frame.ts';
export type { RecordedRequest } from './recording.ts';
