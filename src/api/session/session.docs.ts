import { ApiResponse } from '@nestjs/swagger';
import { Answer, headerDocs, Problems } from '../docs/answer-docs.js';
import { CallerDocs, ChangeDocs, DatabaseProblems, NoBody } from '../docs/route-docs.js';
import { auditUnavailable } from '../problems.js';
import { noSession, noSiteForBrowsers } from './session-problems.js';

const SET_COOKIE = 'The session: HttpOnly, SameSite=Strict, and Secure with the prefix `__Host-` outside of localhost';

export const OpenSessionDocs = CallerDocs(
  'Log a browser in',
  'Opens a session with the rights of the bearer credential and sets its cookie. It ends with that credential at ' +
    'the latest, and earlier when nothing was asked for a while. A session that this browser had is ended; of a ' +
    'subject, ten can be open, and a further one ends the oldest. Requests that change something send ' +
    '`X-CSRF-Token` beside the cookie.',
  Answer(201, 'Session', 'Logged in', { 'Set-Cookie': SET_COOKIE, Location: 'The session' }),
  NoBody(),
  Problems('The installation serves browsers on its own machine only', noSiteForBrowsers()),
  DatabaseProblems(auditUnavailable()),
);

export const GetSessionDocs = CallerDocs(
  'Who is logged in',
  'For pages: they cannot read the cookie.',
  Answer(200, 'Session', 'The session of this cookie'),
  Problems('The request has a bearer credential and no session', noSession()),
  DatabaseProblems(),
);

export const CloseSessionDocs = ChangeDocs(
  'Log out',
  'Ends the session of this cookie for good and takes the cookie away. Once it has ended, nobody is logged in ' +
    'any more: a repetition is 401. With a bearer credential there is nothing to end, which is no fault.',
  ApiResponse({ status: 204, description: 'Ended', headers: headerDocs() }),
  NoBody(),
  DatabaseProblems(auditUnavailable()),
);
