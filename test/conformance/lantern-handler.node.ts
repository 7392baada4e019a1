import {lanternCounter} from './counters/lantern.ts';
import {judgedHandler} from './judged-handler.ts';

judgedHandler('Lantern Pay', [{way: 'page', counter: () => lanternCounter('lantern')}, {way: 'code', counter: () => lanternCounter('lantern-code')}]);
