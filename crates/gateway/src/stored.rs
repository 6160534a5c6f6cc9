use crate::seal::Sealed;
use crate::vault::{SealedRow, SecretRow};
use domain::id::{ConnectionId, WorkspaceId};
use salesforce::oauth::{VaultError, Wait};
use store::Store;

/// The secret of one connection in the store.
pub struct StoredSecret {
    store: Store,
    workspace: WorkspaceId,
    connection: ConnectionId,
}

impl StoredSecret {
    pub fn new(store: Store, workspace: WorkspaceId, connection: ConnectionId) -> Self {
        Self {
            store,
            workspace,
            connection,
        }
    }
}

fn failed(error: &store::Error) -> VaultError {
    VaultError(error.to_string())
}

impl SecretRow for StoredSecret {
    fn load(&self) -> Wait<'_, Result<Option<SealedRow>, VaultError>> {
        Box::pin(async {
            let here = self.store.within(&self.workspace);
            let secret = store::connections::load_secret(here, &self.connection)
                .await
                .map_err(|error| failed(&error))?;
            Ok(secret.map(|secret| SealedRow {
                version: secret.version,
                sealed: Sealed {
                    key_id: secret.key_id,
                    ciphertext: secret.ciphertext,
                },
            }))
        })
    }
    fn swap(&self, seen: u64, sealed: Sealed) -> Wait<'_, Result<bool, VaultError>> {
        Box::pin(async move {
            let (workspace, connection) = (self.workspace.clone(), self.connection.clone());
            self.store
                .write(move |tx| {
                    Box::pin(async move {
                        let Sealed { key_id, ciphertext } = &sealed;
                        store::connections::swap_secret(
                            tx,
                            &workspace,
                            &connection,
                            seen,
                            key_id,
                            ciphertext,
                        )
                        .await
                    })
                })
                .await
                .map_err(|error| failed(&error))
        })
    }
}
