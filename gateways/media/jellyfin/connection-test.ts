import { type ConnectionTest, GatewayError } from '../../fault.ts';
import type { ServerIdentity } from '../media-server.ts';
import { allUsers } from './accounts.ts';
import { otherInstallation } from './identity.ts';
import { normaliseId } from './wire.ts';
import type { JellyfinParts } from './writing.ts';

/** Major and minor numbers this gateway is checked against. */
const OLDEST = { major: 10, minor: 11 } as const;
const NEWEST = { major: 12 } as const;

/** Answers a Test button: who is there, whether the key opens it, and what an admin should know. */
export async function testConnection(parts: JellyfinParts, expected: string | null): Promise<ConnectionTest> {
  try {
    const server = await parts.identity.identify();
    if (expected !== null && normaliseId(expected) !== server.externalId) throw otherInstallation();
    const info = await parts.client.systemInfo();
    const libraries = await parts.libraries.list();
    const users = await allUsers(parts);
    return {
      ok: true,
      summary: `"${server.name}" answers: Jellyfin ${server.version}, identity ${server.externalId}, ${count(libraries.length, 'library', 'libraries')}, ${count(users.length, 'account', 'accounts')}`,
      warnings: [
        ...versionWarnings(server),
        ...(info.StartupWizardCompleted === false ? ['The first set-up of this server is not finished'] : []),
        ...(libraries.length === 0 ? ['This server has no library yet: nothing can be shared'] : []),
      ],
    };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    const isKey = error.fault === 'credentialsRejected';
    return {
      ok: false,
      fault: error.fault,
      field: isKey ? 'apiKey' : 'baseUrl',
      message: isKey ? 'The server is there, but it refuses this API key' : error.message,
    };
  }
}

function versionWarnings({ version }: ServerIdentity): string[] {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < OLDEST.major || (major === OLDEST.major && minor < OLDEST.minor)) {
    return [
      `Jellyfin ${version} is older than ${OLDEST.major}.${OLDEST.minor}, the oldest version this is checked against`,
    ];
  }
  return major > NEWEST.major
    ? [`Jellyfin ${version} is newer than ${NEWEST.major}, the newest version this is checked against`]
    : [];
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
