import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { offline } from './scripts/lib/offline.mjs';

// Relative addresses throughout, so that the build can be served from any folder of any site.
export default defineConfig({
  base: './',
  plugins: [react(), offline()],
  worker: { format: 'es' },
  build: { target: 'es2023', manifest: true, sourcemap: false },
});
