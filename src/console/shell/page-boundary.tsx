import { Component, type ReactNode } from 'react';
import { Failure } from './failure.js';

/**
 * A page that cannot be shown says so, in place of a white one: it has a fault, or its file could not be loaded, because
 * the network is away or the server has a newer console.
 */
export class PageBoundary extends Component<{ readonly children: ReactNode }, { readonly error: Error | null }> {
  override state = { error: null };

  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    return error === null ? this.props.children : <Failure error={error} onRetry={() => location.reload()} />;
  }
}
