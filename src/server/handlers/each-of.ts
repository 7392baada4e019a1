/** Does the work for each, a few at a time; the answers in the same order. The first failure is everybody's. */
export async function eachOf<One, Answer>(all: readonly One[], atOnce: number, work: (one: One) => Promise<Answer>): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let from = 0; from < all.length; from += atOnce) answers.push(...await Promise.all(all.slice(from, from + atOnce).map(work)));
  return answers;
}
