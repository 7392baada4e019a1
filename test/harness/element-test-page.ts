/** The page that each `*.test.ts` runs in. */
export function elementTestPage(testRunnerImport: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Element tests</title>
    <script>
      globalThis.process = {env: {NODE_ENV: 'development'}};
    </script>
  </head>
  <body>
    <script type="module">
      import {tellProgress} from '/test/harness/element-test-progress.ts';
      import '${testRunnerImport}';
      tellProgress();
    </script>
  </body>
</html>`;
}
