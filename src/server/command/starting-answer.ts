/** What everybody gets while the shop is not open yet, in the shape of its other refusals, and readable for other people's pages. */
export function startingAnswer(): Response {
  return Response.json(
    {code: 'unavailable', content: 'The shop is starting. Please try again.'},
    {status: 503, headers: {'retry-after': '1', 'cache-control': 'no-store', 'access-control-allow-origin': '*'}},
  );
}
