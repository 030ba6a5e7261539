import { ids } from '../../ids.ts'
import { runDubs } from '../dubs/run_dubs.ts'

// On the page of a transcript, whose lines are replaced one by one and page by page.
runDubs(document.getElementById(ids.main)!)
