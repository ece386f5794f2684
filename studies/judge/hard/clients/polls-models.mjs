// A monitor asks for the list of models each second, eight times, and tells what it saw.
import { getModels, sleep } from '../lib.mjs';

for (let n = 0; n < 8; n++) {
  const { status } = await getModels().catch(() => ({ status: 'no answer' }));
  console.log(`models: ${status}`);
  await sleep(1_000);
}
