import {antomCounter} from './counters/antom.ts';
import {judgedHandler} from './judged-handler.ts';

judgedHandler('Antom', [{way: 'AlipayHK', counter: antomCounter}]);
