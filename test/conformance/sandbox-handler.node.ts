import {judgedHandler} from './judged-handler.ts';
import {sandboxCounter} from './counters/sandbox.ts';

judgedHandler('The sandbox', () => sandboxCounter());
