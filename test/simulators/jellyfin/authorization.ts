import type { RecordedRequest } from '../frame/index.ts';

export type JellyfinVersion = '10.11' | '12';

/** What a request says about who sends it. */
export interface Sender {
  readonly token: string | null;
  readonly client: string | null;
  readonly device: string | null;
  readonly deviceId: string | null;
  readonly version: string | null;
}

type Asking = Pick<RecordedRequest, 'headers' | 'query'>;

/**
 * Reads the credentials as the server does. 12 knows the `Authorization: MediaBrowser` header and the query
 * `ApiKey` only; 10.11 still takes every older form.
 */
export function readSender(request: Asking, version: JellyfinVersion): Sender {
  const takesOldForms = version === '10.11';
  const header =
    (takesOldForms ? one(request.headers['x-emby-authorization']) : null) ??
    one(request.headers.authorization);
  const fields = header === null ? {} : readHeader(header, takesOldForms);
  return {
    token: fields['token'] || tokenElsewhere(request, takesOldForms),
    client: fields['client'] || null,
    device: fields['device'] || null,
    deviceId: fields['deviceid'] || null,
    version: fields['version'] || null,
  };
}

function tokenElsewhere({ headers, query }: Asking, takesOldForms: boolean): string | null {
  const places = takesOldForms
    ? [headers['x-emby-token'], headers['x-mediabrowser-token'], query['ApiKey'], query['api_key']]
    : [query['ApiKey']];
  return places.map(one).find((value) => value !== null && value !== '') ?? null;
}

function one(value: string | string[] | undefined): string | null {
  return (Array.isArray(value) ? value[0] : value) ?? null;
}

function readHeader(header: string, takesOldForms: boolean): Record<string, string> {
  const space = header.indexOf(' ');
  const scheme = header.slice(0, Math.max(0, space)).toLowerCase();
  if (scheme !== 'mediabrowser' && !(takesOldForms && scheme === 'emby')) return {};
  const fields: Record<string, string> = {};
  for (const part of splitOutsideQuotes(header.slice(space + 1))) {
    const equals = part.indexOf('=');
    if (equals <= 0) continue;
    const value = part
      .slice(equals + 1)
      .trim()
      .replace(/^"|"$/g, '');
    fields[part.slice(0, equals).trim().toLowerCase()] = percentDecoded(value);
  }
  return fields;
}

function splitOutsideQuotes(text: string): string[] {
  const parts: string[] = [];
  let part = '';
  let isQuoted = false;
  for (const sign of text) {
    if (sign === '"') isQuoted = !isQuoted;
    if (sign === ',' && !isQuoted) {
      parts.push(part);
      part = '';
    } else {
      part += sign;
    }
  }
  return [...parts, part];
}

function percentDecoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch (error) {
    if (error instanceof URIError) return value;
    throw error;
  }
}
