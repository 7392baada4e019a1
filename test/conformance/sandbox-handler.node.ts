import {judgedHandler} from './judged-handler.ts';
import {sandboxCounter} from './sandbox-service.ts';

judgedHandler('The sandbox', sandboxCounter());
