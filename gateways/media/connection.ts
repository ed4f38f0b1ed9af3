export interface MediaServerSettings {
  readonly baseUrl: string;
  readonly apiKey: string;
  /** The id the installation had when it was added; null or absent before that. */
  readonly expectedIdentity?: string | null;
}

export interface MediaServerDeps {
  readonly fetch: typeof fetch;
  readonly now: () => number;
  /** For one HTTP call; lists may take three times as long. */
  readonly timeoutMs?: number;
}
