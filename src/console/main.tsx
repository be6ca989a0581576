import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Router } from 'wouter';
import { queryClient } from './api/query-client.js';
import { App } from './app.js';
import { basePath } from './base-path.js';
import { LocaleProvider } from './texts/locale-provider.js';
import { theme } from './theme/mantine.js';

// The links of the page are relative to where it was loaded, and the router moves on from there.
const icon = document.querySelector<HTMLLinkElement>('link[rel=icon]');
icon?.setAttribute('href', icon.href);

// No style element is ever put into the page: its policy takes styles from files of this origin alone.
createRoot(document.getElementById('console')!).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      <LocaleProvider>
        <QueryClientProvider client={queryClient}>
          <Router base={basePath}>
            <App />
          </Router>
        </QueryClientProvider>
      </LocaleProvider>
    </MantineProvider>
  </StrictMode>,
);
