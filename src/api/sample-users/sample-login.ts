import { type SampleUser, sampleUsers, type SharedKey } from '../../access/sample-users.js';
import type { Site } from '../browser-safety/site.js';
import { noSiteForBrowsers } from '../session/session-problems.js';

export class SampleLogin {
  constructor(
    private readonly settings: SharedKey,
    private readonly site: Site,
  ) {}

  /**
   * A page of another site cannot read the answer, because nothing allows it to. A name of somebody else that leads to
   * this machine would be a site of its own to the browser, so it is refused here.
   *
   * @throws Problem 409
   */
  offer(host: string | undefined): Promise<SampleUser[]> {
    if (this.site.originFor(host) === undefined) throw noSiteForBrowsers();
    return sampleUsers(this.settings);
  }
}
