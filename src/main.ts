// Starts the page.
import { mount } from 'svelte'
import './app.css'
import App from './App.svelte'
import { createArenaClient } from './workers/page-client'
import { registerServiceWorker } from './offline'

const target = document.getElementById('app')
if (!target) throw new Error('index.html has no element with the id "app"')

mount(App, { target, props: { client: createArenaClient() } })
if (import.meta.env.PROD) registerServiceWorker()
