#!/usr/bin/env node
'use strict';
// The program that node-powershell starts in place of PowerShell. It is not PowerShell: see stand-in.ts.
require('tsx/cjs');
require('./stand-in.ts');
