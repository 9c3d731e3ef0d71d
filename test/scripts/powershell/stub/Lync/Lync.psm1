# Stands in for the module Lync, so that the bridge can be run by a real PowerShell: what each function answers is fixed.
Set-StrictMode -Version Latest

function Get-CsService {
  [CmdletBinding()]
  param([switch]$PersistentChatServer)
  Write-Warning 'a warning'
  Write-Verbose 'told in detail' -Verbose
  Write-Host 'printed past everything'
  New-Object -TypeName PSObject -Property @{
    Identity = 'PersistentChatServer:chat.contoso.com'
    ActiveServers = @('chat1.contoso.com')
    Day = [DayOfWeek]::Monday
    At = New-Object -TypeName DateTime -ArgumentList 2014, 5, 13, 16, 53, 20, ([DateTimeKind]::Utc)
  }
}

function Get-CsPool {
  [CmdletBinding()]
  param([string]$Identity)
  $exception = New-Object -TypeName System.InvalidOperationException -ArgumentList "No pool $Identity."
  $record = New-Object -TypeName System.Management.Automation.ErrorRecord -ArgumentList $exception, 'PoolMissing', 'ObjectNotFound', $Identity
  $PSCmdlet.ThrowTerminatingError($record)
}

function Set-CsPersistentChatActiveServer {
  [CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'High')]
  param([Parameter(Mandatory = $true)][AllowNull()][object]$ActiveServers)
  if ($PSCmdlet.ShouldProcess('the pool')) {
    New-Object -TypeName PSObject -Property @{ Type = if ($null -eq $ActiveServers) { '' } else { $ActiveServers.GetType().Name } }
  }
}

Export-ModuleMember -Function @('Get-CsService', 'Get-CsPool', 'Set-CsPersistentChatActiveServer')
