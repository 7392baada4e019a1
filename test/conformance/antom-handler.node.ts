import {antomCounter} from './counters/antom.ts';
import {judgedHandler} from './judged-handler.ts';

const known = {'dashboard-refund': 'what somebody gave back in the dashboard is told by a notification, and enters the books nowhere'};

judgedHandler('Antom', [{way: 'AlipayHK', counter: antomCounter, known}]);
