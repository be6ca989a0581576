import type { ExecutionContext, Type } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Permission } from '../access/permissions.js';
import type { AuditedAction } from './audit/audited-action.js';

/** Who may ask for a route, how often, and what the audit log says of it. */
export interface RouteRules {
  /** The permission that a caller needs. A route with neither this nor `isPublic` is refused to everybody. */
  readonly needs?: Permission;
  /** The route needs no credential: health and the console, always; the documentation, where the configuration says so. */
  readonly isPublic?: 'always' | 'where docs are public';
  /** The route's outcome, good or refused, makes one entry in the audit log. */
  readonly audited?: AuditedAction;
  /** With `?dryRun=true` the route starts nothing: it makes an entry of this action, and does not count as a start. */
  readonly dryRun?: AuditedAction;
  /** The route starts jobs: each request counts towards the starts per minute, as well as the requests per minute. */
  readonly countsAsStart?: true;
  /**
   * The route is never answered 429 for its rate. `for callers` is for what people click on and wait for, such as playing
   * a recording: whoever has shown a good credential is let through, however often. `for everybody` is for health: not
   * even an address that tries one wrong credential after the other is kept out. And for webhooks, which limit themselves:
   * all customers of a provider share its addresses.
   */
  readonly unlimited?: 'for callers' | 'for everybody';
  /** A page asks it by itself, over and over: a session is not kept from ending by silence. */
  readonly unattended?: true;
}

/** Of a route, or of all routes of a controller. */
export const Rules = Reflector.createDecorator<RouteRules>();

const reflector = new Reflector();

const known = new WeakMap<object, Map<object, RouteRules>>();

/** Looked up once for each route: five guards ask for each request. */
export function rulesOf(context: ExecutionContext): RouteRules {
  const [controller, handler] = [context.getClass(), context.getHandler()];
  let routes = known.get(controller);
  if (!routes) known.set(controller, (routes = new Map<object, RouteRules>()));
  let rules = routes.get(handler);
  if (!rules) routes.set(handler, (rules = rulesFor(controller, handler)));
  return rules;
}

/** What the route says overrides what its controller says. */
export function rulesFor(controller: Type<unknown>, handler: object): RouteRules {
  return { ...reflector.get(Rules, controller), ...reflector.get(Rules, handler as () => unknown) };
}
