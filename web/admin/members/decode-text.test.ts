import { describe, expect, it } from 'vitest';
import { decodeText } from './decode-text.ts';

describe('a file of a spreadsheet', () => {
  it.each<[string, number[]]>([
    ['UTF-8', [0x4a, 0xc3, 0xbc, 0x72, 0x67]],
    ['UTF-8 with a mark', [0xef, 0xbb, 0xbf, 0x4a, 0xc3, 0xbc, 0x72, 0x67]],
    ['Windows-1252', [0x4a, 0xfc, 0x72, 0x67]],
    ['UTF-16, little end first', [0xff, 0xfe, 0x4a, 0, 0xfc, 0, 0x72, 0, 0x67, 0]],
    ['UTF-16, big end first', [0xfe, 0xff, 0, 0x4a, 0, 0xfc, 0, 0x72, 0, 0x67]],
  ])('in %s reads as it was written', (_name, bytes) => {
    expect(decodeText(Uint8Array.from(bytes))).toBe('Jürg');
  });
});
