/** The page that each `*.test.ts` runs in. `merchantOrigin` is where a real merchant server answers, when there is one. */
export function elementTestPage(testRunnerImport: string, merchantOrigin: string | undefined): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Element tests</title>
    <script>
      globalThis.process = {env: {NODE_ENV: 'development'}};
      globalThis.merchantOrigin = ${JSON.stringify(merchantOrigin)};
    </script>
  </head>
  <body>
    <script type="module" src="${testRunnerImport}"></script>
  </body>
</html>`;
}
