/** True when the buyer comes back from a wallet, or this browser remembers a purchase that may not be decided: somebody must look after it. */
export function isUnderWay(): boolean {
  try {
    return location.hash.includes('hangtag=') || Object.keys(localStorage).some((name) => name.startsWith('hangtag.1.attempt.'));
  } catch {
    return false;
  }
}
