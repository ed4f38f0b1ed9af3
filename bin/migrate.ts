import { readEnv } from './env.ts';
import { prepareDatabase } from './supervisor/prepare-database.ts';

/** Usage: DATABASE_URL=... npm run migrate. `npm start` does it by itself. */
const { DATABASE_URL } = readEnv();
if (DATABASE_URL === undefined) {
  throw new Error('Set DATABASE_URL to the database whose schema is to be brought up to date.');
}
await prepareDatabase(DATABASE_URL, async (_db, ran) => {
  console.log(ran.length === 0 ? 'The schema is up to date.' : `Ran ${ran.join(', ')}.`);
});
