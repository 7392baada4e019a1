/** A key that cannot be used, with what to do; the message never holds any of the key. */
export class KeyProblem extends Error {
  override readonly name = 'KeyProblem';
}
