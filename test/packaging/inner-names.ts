/**
 * Properties that no page, provider, merchant, storage or other copy of the script ever sees: the build for plain pages writes them short. What is not here
 * stays as it is. `inner-names.node.ts` compares these with everything that somebody else may see.
 */
const names = `words move settings over story note read canAct handoff place playing reopen run obstacle seize goods panel choose report surroundings wait expect later
  leave near take underWay carry closing leads ownButton prompt uuid claim entrusted handle handoffUrl mistakes patience picture repeats reset stageOf stocked ways attempts
  confirm early empty face follow forget handsOff hire isStale onSeen onStorage openWindow rare renderChoices renderFrame renderPanel secondsLeft showAddress staffed
  usable fixed passed provide renew use wayOut fresh goOn standsIn inPanel book`;

/** The short name of each. */
export const innerNames: ReadonlyMap<string, string> = new Map(names.split(/\s+/).map((name, index) => [name, shortName(index)]));

/** One letter, then two: the commonest first, for names like the variables' pack best. */
function shortName(index: number): string {
  const letters = 'etnrialosdmpchugfbkwyvxjqzETNRIALOSDMPCHUGFBKWYVXJQZ';
  return letters.charAt(index % letters.length) + '_$'.charAt(Math.floor(index / letters.length) - 1);
}
