import {sandboxCounter} from './counters/sandbox.ts';
import {judgedHandler} from './judged-handler.ts';

judgedHandler('Sandbox', [{way: 'redirect', counter: () => sandboxCounter()}]);
