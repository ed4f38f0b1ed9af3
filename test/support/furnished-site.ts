import { aPerson, type Person, signIn } from './browser-person.ts';
import { type BrowserSite, startBrowserSite } from './browser-site.ts';

/** The demo's site with somebody at it for each of the parts that people have. */
export interface FurnishedSite {
  readonly site: BrowserSite;
  readonly visitor: Person;
  /** Signed in, with nothing bought. */
  readonly customer: Person;
  readonly customerEmail: string;
  readonly member: Person;
  readonly memberEmail: string;
  readonly admin: Person;
}

export async function startFurnishedSite(): Promise<FurnishedSite> {
  const site = await startBrowserSite();
  try {
    const [administrator, active, buyer] = await site.furnish();
    if (administrator === undefined || active === undefined || buyer === undefined)
      throw new Error('the demo has no such login');
    const [visitor, customer, member, admin] = await Promise.all([
      aPerson(site),
      signedIn(site, buyer),
      signedIn(site, active),
      signedIn(site, administrator),
    ]);
    const [memberEmail, customerEmail] = [active.email, buyer.email];
    return { site, visitor, customer, customerEmail, member, memberEmail, admin };
  } catch (error) {
    await site.stop();
    throw error;
  }
}

async function signedIn(site: BrowserSite, login: Parameters<typeof signIn>[1]): Promise<Person> {
  const person = await aPerson(site);
  await signIn(person, login);
  return person;
}
