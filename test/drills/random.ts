/** Chance that can be had again: the same seed says the same. */
export interface Chance {
  /** From `least` up to, not including, `most`. */
  between(least: number, most: number): number;
  /** True in so many cases of one. */
  is(share: number): boolean;
  pick<Item>(items: readonly [Item, ...Item[]]): Item;
  /** A source of its own, so that who asks first changes nothing for the others. */
  branch(name: string | number): Chance;
}

export function chance(seed: number): Chance {
  const next = generator(seed);
  return {
    between: (least, most) => least + next() * (most - least),
    is: (share) => next() < share,
    pick: (items) => items[Math.floor(next() * items.length)] ?? items[0],
    branch: (name) => chance(hashOf(`${seed}/${name}`)),
  };
}

export function newSeed(): number {
  return Math.floor(Math.random() * 1_000_000);
}

/** A sum, mixed: 32 bits of state are plenty for a few thousand throws. */
function generator(seed: number): () => number {
  let state = hashOf(String(seed));
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function hashOf(text: string): number {
  let hash = 2_166_136_261;
  for (const sign of text) hash = Math.imul(hash ^ (sign.codePointAt(0) ?? 0), 16_777_619);
  return hash >>> 0;
}
