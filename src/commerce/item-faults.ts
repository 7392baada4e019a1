import type {ItemError, ItemFault} from './item-grammar.ts';
import {most} from './item-grammar.ts';

const sentences: Readonly<Record<ItemFault, string>> = {
  id: 'An id is missing',
  count: `After a colon stands a whole number from 1 to ${most}; a colon within an id is %3A`,
  spelling: 'This is not a readable id; within an id % is %25, at its start ~ is %7E',
  most: `At most ${most} of one thing can be bought at once`,
};

/** What an author is told of a list of items that cannot be read, in English. */
export const itemFault = ({message, position}: ItemError): string => `${sentences[message as ItemFault]} (at character ${position + 1})`;
