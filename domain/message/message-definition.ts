import type { Placeholder } from './placeholders.ts';
import type { Wording } from './wording.ts';

/** Who is spoken to. A login is a person who may not be a member yet. */
type Audience = 'login' | 'member' | 'admin';

export interface MessageDefinition {
  readonly title: string;
  readonly audience: Audience;
  /** Beside `site.name` and `site.uri`, which every message may use. */
  readonly placeholders: readonly Placeholder[];
  readonly wording: Wording;
}
