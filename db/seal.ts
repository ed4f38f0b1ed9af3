import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

/** Secrets at rest: AES-256-GCM under the site's master key. A sealed value is nonce (12), tag (16), text. */
export interface Seal {
  /** Names the key, so that a wrong key file is told apart from damage. */
  readonly keyId: string;
  seal(text: string): Buffer;
  /** Throws where the key is not the one that sealed, or a byte was changed. */
  open(sealed: Buffer): string;
  /** Another secret for this purpose alone: it tells nothing about the key or about those of other purposes. */
  derive(purpose: string): string;
}

const NONCE = 12;
const TAG = 16;

export function sealWith(key: Buffer): Seal {
  if (key.length !== 32) throw new Error('the master key must be 32 bytes');
  return {
    keyId: createHash('sha256').update(key).digest('hex').slice(0, 12),
    seal(text) {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]);
    },
    open(sealed) {
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE));
      decipher.setAuthTag(sealed.subarray(NONCE, NONCE + TAG));
      return Buffer.concat([decipher.update(sealed.subarray(NONCE + TAG)), decipher.final()]).toString(
        'utf8',
      );
    },
    derive: (purpose) => Buffer.from(hkdfSync('sha256', key, '', purpose, 32)).toString('base64'),
  };
}
