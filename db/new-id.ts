import { randomFillSync } from 'node:crypto';

let lastMs = 0;
let counter = 0;

/** UUIDv7: sorts by the time it was made, also within one millisecond of one process. */
export function newId(now: number = Date.now()): string {
  const ms = Math.max(now, lastMs);
  counter = ms === lastMs ? (counter + 1) & 0xfff : 0;
  lastMs = counter === 0 && ms === lastMs ? ms + 1 : ms;
  const bytes = randomFillSync(Buffer.alloc(16));
  bytes.writeUIntBE(lastMs, 0, 6);
  bytes.writeUInt16BE(0x7000 | counter, 6);
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
