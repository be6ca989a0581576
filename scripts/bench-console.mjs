import './setup/node-version.mjs';
import { compile, production } from './setup/compile.mjs';
import { findChromium } from './stack/chromium-binary.mjs';
import { runWithServices } from './stack/run-with-services.mjs';

// `npm run bench:console -- --help` tells what it measures.
await runWithServices('bench', ['bench', 'console', 'main.js'], async () => {
  // The API that a browser looks at is the one with the console in it.
  await compile(production);
  const chromium = await findChromium();
  if (chromium.binary === null) console.error(`Nothing is measured in a browser, because ${chromium.reason}.`);
  return { CHROMIUM_PATH: chromium.binary ?? '' };
});
