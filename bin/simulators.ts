import { describeOutsideWorld, startOutsideWorld } from './demo/outside-world.ts';
import { stopWithParent } from './stop-with-parent.ts';

/** Every simulator of the outside world, standing alone; prints one JSON object and runs until stopped. */
const world = await startOutsideWorld();
stopWithParent(() => void world.close().then(() => process.exit(0)));
console.log(JSON.stringify(describeOutsideWorld(world), null, 2));
