const LONGEST = 40;

/**
 * Why a name cannot be a media account's; null: it can. Jellyfin takes letters, digits, spaces and `- ' . _ @ +`,
 * without a space at either end.
 */
export function checkUsername(name: string): string | null {
  if (name.trim() === '') return 'Choose a name';
  if (name !== name.trim()) return 'No space at the beginning or the end';
  if (name.length > LONGEST) return `At most ${LONGEST} characters`;
  if (!/^[\p{L}\p{N} \-'._@+]+$/u.test(name)) return "Letters, digits, spaces and - ' . _ @ + only";
  return null;
}
