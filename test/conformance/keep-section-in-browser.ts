import {readFile, writeFile} from '@web/test-runner-commands';

/** As `keepSection`, from a page. Paths are seen from the folder of the test. */
export async function keepSection(name: string, section: string): Promise<void> {
  const file = `${name.toLowerCase().replaceAll(/[^a-z]+/g, '-')}.md`;
  await writeFile({path: `../../node_modules/.cache/fault-matrix/${file}`, content: section});
  const matrix = await readFile({path: '../../docs/fault-matrix.md'}).catch(() => '');
  // The command knows no files that are not there.
  const isBeingWritten = await readFile({path: '../../node_modules/.cache/fault-matrix/being-written'}).catch(() => undefined);
  if (isBeingWritten || matrix?.includes(section)) return;
  throw new Error(`docs/fault-matrix.md is not fresh: run "npm run fault-matrix". It should hold\n${section}`);
}
