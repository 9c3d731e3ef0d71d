<#
.SYNOPSIS
  Runs one cmdlet of a fixed list for a caller that speaks base64 JSON on standard input and output.
.DESCRIPTION
  Runs on Windows PowerShell 3.0 to 5.1 and on PowerShell 7. It decides nothing: which cmdlet with which parameters is the
  caller's business. The answer is one line, <<id:base64 of UTF-8 JSON>>; a call without that line has an unknown outcome.
#>
Set-StrictMode -Version Latest

$AllowedCmdlets = @(
  'Get-CsPersistentChatState'
  'Get-CsService'
  'Get-CsPool'
  'Get-CsComputer'
  'Get-CsManagementStoreReplicationStatus'
  'Get-CsDatabaseMirrorState'
  'Get-CsWindowsService'
  'Test-CsDatabase'
  'Test-CsPersistentChatMessage'
  'Set-CsPersistentChatState'
  'Set-CsPersistentChatActiveServer'
  'Invoke-CsManagementStoreReplication'
  'Install-CsMirrorDatabase'
  'Uninstall-CsMirrorDatabase'
  'Invoke-CsDatabaseFailover'
  'Install-CsDatabase'
  'Start-CsWindowsService'
  'Stop-CsWindowsService'
)

# Properties of properties of an output object; anything deeper travels as text.
$ProjectionDepth = 4

function New-BridgeErrorRecord([string]$Message, [string]$ErrorId, [string]$Category, [string]$Target) {
  $exception = New-Object -TypeName System.InvalidOperationException -ArgumentList $Message
  New-Object -TypeName System.Management.Automation.ErrorRecord -ArgumentList $exception, $ErrorId, $Category, $Target
}

function ConvertFrom-BridgePayload([string]$Payload) {
  $json = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($Payload))
  $request = ConvertFrom-Json -InputObject $json
  if ([string]$request.id -notmatch '\A[0-9A-Za-z-]{1,64}\z') {
    throw (New-BridgeErrorRecord 'The request has no usable id.' 'RequestWithoutId' 'InvalidData' '')
  }
  $request
}

# JSON has no hashtables, and a cmdlet does not take the custom objects that ConvertFrom-Json makes instead.
function ConvertTo-CmdletArgument($Value) {
  if ($null -eq $Value -or $Value -is [string]) { return $Value }
  if ($Value -is [System.Collections.IList]) {
    $items = New-Object -TypeName System.Collections.ArrayList
    foreach ($item in $Value) { [void]$items.Add((ConvertTo-CmdletArgument $item)) }
    return , ([object[]]$items.ToArray())
  }
  if ($Value.GetType().FullName -eq 'System.Management.Automation.PSCustomObject') {
    $table = @{}
    foreach ($property in $Value.PSObject.Properties) { $table[$property.Name] = ConvertTo-CmdletArgument $property.Value }
    return $table
  }
  $Value
}

function Test-DescribesItself($Value) {
  $Value.GetType().GetMethod('ToString', [Type]::EmptyTypes).DeclaringType -notin @([object], [ValueType])
}

# Windows PowerShell writes enumerations as numbers and dates as /Date(0)/, so nothing but text, small integers, lists and
# tables is left to ConvertTo-Json. Other numbers travel as text: the reader's numbers are doubles.
function ConvertTo-PlainData($Value, [int]$Depth) {
  if ($null -eq $Value -or $Value -is [bool] -or $Value -is [int16] -or $Value -is [int32] -or $Value -is [byte]) { return $Value }
  if ($Value -is [datetime]) { return $Value.ToUniversalTime().ToString('o') }
  if ($Value -is [DateTimeOffset]) { return $Value.UtcDateTime.ToString('o') }
  if ($Value -is [System.Collections.IDictionary]) {
    if ($Depth -le 0) { return [string]$Value }
    $table = [ordered]@{}
    foreach ($key in $Value.Keys) { $table[[string]$key] = ConvertTo-PlainData $Value[$key] ($Depth - 1) }
    return $table
  }
  if ($Value -is [System.Collections.IEnumerable] -and $Value -isnot [string]) {
    if ($Depth -le 0) { return [string]$Value }
    $items = New-Object -TypeName System.Collections.ArrayList
    foreach ($item in $Value) { [void]$items.Add((ConvertTo-PlainData $item ($Depth - 1))) }
    return , ([object[]]$items.ToArray())
  }
  $isRecord = $Value.GetType().FullName -eq 'System.Management.Automation.PSCustomObject'
  $isText = $Value -is [string] -or $Value -is [ValueType]
  # Only nested values give way to their own text: an output object is wanted for its properties.
  $isNested = $Depth -lt $ProjectionDepth
  if ($Depth -le 0 -or $isText -or ($isNested -and -not $isRecord -and (Test-DescribesItself $Value))) {
    return [Convert]::ToString($Value, [Globalization.CultureInfo]::InvariantCulture)
  }
  $plain = [ordered]@{}
  foreach ($property in $Value.PSObject.Properties) {
    try { $plain[$property.Name] = ConvertTo-PlainData $property.Value ($Depth - 1) }
    catch { $plain[$property.Name] = $null }
  }
  $plain
}

function ConvertTo-PlainError($Record) {
  $types = New-Object -TypeName System.Collections.ArrayList
  $sqlNumber = $null
  $exception = $Record.Exception
  while ($null -ne $exception -and $types.Count -lt 10) {
    $type = $exception.GetType().FullName
    [void]$types.Add($type)
    if ($null -eq $sqlNumber -and $type -like '*.SqlException') { $sqlNumber = $exception.Number }
    $exception = $exception.InnerException
  }
  [ordered]@{
    message = [string]$Record.Exception.Message
    types = [object[]]$types.ToArray()
    fullyQualifiedErrorId = [string]$Record.FullyQualifiedErrorId
    category = [string]$Record.CategoryInfo.Category
    target = [string]$Record.TargetObject
    stack = [string]$Record.ScriptStackTrace
    sqlNumber = $sqlNumber
  }
}

# Past the formatter, which wraps at the width of a console; nothing else may be printed by the same call.
function Write-BridgeAnswer([string]$Id, $Output, $Warnings, $Verbose, $ErrorRecord) {
  $plainError = $null
  if ($null -ne $ErrorRecord) { $plainError = ConvertTo-PlainError $ErrorRecord }
  $answer = [ordered]@{
    id = $Id
    output = [object[]]$Output.ToArray()
    warnings = [object[]]$Warnings.ToArray()
    verbose = [object[]]$Verbose.ToArray()
    error = $plainError
  }
  $json = ConvertTo-Json -InputObject $answer -Depth 12 -Compress
  [Console]::Out.WriteLine("<<${Id}:" + [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($json)) + '>>')
}

# One try around everything: under strict mode a failed statement outside of it would let the next one run.
function Invoke-Bridge([string]$Payload, [scriptblock]$Work) {
  $output = New-Object -TypeName System.Collections.ArrayList
  $warnings = New-Object -TypeName System.Collections.ArrayList
  $verbose = New-Object -TypeName System.Collections.ArrayList
  $id = $null
  $failure = $null
  try {
    $Error.Clear()
    $request = ConvertFrom-BridgePayload $Payload
    $id = [string]$request.id
    & $Work $request 3>&1 4>&1 | ForEach-Object {
      if ($_ -is [System.Management.Automation.WarningRecord]) { [void]$warnings.Add([string]$_.Message) }
      elseif ($_ -is [System.Management.Automation.VerboseRecord]) { [void]$verbose.Add([string]$_.Message) }
      else { [void]$output.Add((ConvertTo-PlainData $_ $ProjectionDepth)) }
    }
  }
  catch {
    if ($null -eq $id) { throw }
    $failure = $_
  }
  Write-BridgeAnswer $id $output $warnings $verbose $failure
}

# A cmdlet that runs would finish its effect after the death of whoever asked for it, when another run may have begun: a
# runspace of its own waits for that death and ends this process, whatever it is at.
function Start-BridgeGuard([int]$ProcessId) {
  $guard = [System.Management.Automation.PowerShell]::Create()
  [void]$guard.AddScript({
    param($processId)
    try { $process = [System.Diagnostics.Process]::GetProcessById($processId) }
    catch { [Environment]::Exit(70) }
    try { $process.WaitForExit() }
    catch { return }
    [Environment]::Exit(70)
  })
  [void]$guard.AddArgument($ProcessId)
  [void]$guard.BeginInvoke()
}

<#
.SYNOPSIS
  Imports the first management module that this host has and says what runs here.
.PARAMETER Payload
  Base64 of { "id": "...", "modules": ["SkypeForBusiness", "Lync"], "parent": 4711 }; a module may be a path. This process ends
  with the process "parent", where it is named.
#>
function Initialize-Bridge {
  [CmdletBinding()]
  param([Parameter(Mandatory = $true, Position = 0)][string]$Payload)
  Invoke-Bridge $Payload {
    param($request)
    if ($null -ne $request.PSObject.Properties['parent']) { Start-BridgeGuard ([int]$request.parent) }
    $names = @($request.modules)
    $found = $null
    foreach ($name in $names) {
      if (@(Get-Module -ListAvailable -Name $name).Count -gt 0) { $found = $name; break }
    }
    if ($null -ne $found) { Import-Module -Name $found -Global -DisableNameChecking -ErrorAction Stop }
    # A module that is missing is no terminating error: only the command proves the import.
    if (@(Get-Command -Name 'Get-CsService' -ErrorAction SilentlyContinue).Count -eq 0) {
      $message = "None of the modules $($names -join ', ') offers Get-CsService on this host."
      throw (New-BridgeErrorRecord $message 'ManagementModuleMissing' 'ResourceUnavailable' ($names -join ','))
    }
    New-Object -TypeName PSObject -Property @{
      processId = $PID
      version = [string]$PSVersionTable['PSVersion']
      edition = [string]$PSVersionTable['PSEdition']
      module = [string]$found
    }
  }
}

<#
.SYNOPSIS
  Runs one cmdlet and answers with its output, warnings, verbose messages and error.
.PARAMETER Payload
  Base64 of { "id": "...", "cmdlet": "...", "parameters": { ... } }; nested objects become hashtables, null stays $null.
#>
function Invoke-BridgeRequest {
  [CmdletBinding()]
  param([Parameter(Mandatory = $true, Position = 0)][string]$Payload)
  Invoke-Bridge $Payload {
    param($request)
    $cmdlet = [string]$request.cmdlet
    if ($AllowedCmdlets -notcontains $cmdlet) {
      throw (New-BridgeErrorRecord "The bridge does not run '$cmdlet'." 'CmdletNotAllowed' 'PermissionDenied' $cmdlet)
    }
    $parameters = ConvertTo-CmdletArgument $request.parameters
    $parameters['ErrorAction'] = 'Stop'
    # By type, so that no alias or program of the same name answers instead.
    $command = Get-Command -Name $cmdlet -CommandType @('Cmdlet', 'Function') -ErrorAction Stop
    & $command @parameters
  }
}

Export-ModuleMember -Function @('Initialize-Bridge', 'Invoke-BridgeRequest')
