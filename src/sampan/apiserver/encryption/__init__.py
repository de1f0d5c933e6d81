"""Encryption at rest: values of chosen resources are encrypted between the registry and the store.

Without `--encryption-provider-config` nothing of this exists. With one, `store.EncryptedStore` stands before the real
store and looks like it: values are encrypted on their way in and decrypted on their way out, by the resource their key
belongs to. The stored bytes are upstream's (`k8s:enc:aesgcm:v1:key1:...`), with the key path as authenticated data
where the method has it, so that an upstream API server reads what this one wrote and the other way round.

    config      EncryptionConfiguration: reading, validation, which providers a resource has
    aes         aesgcm, aescbc, and the extended-nonce GCM of KMS v2 seeds
    secretbox   XSalsa20 and Poly1305
    kms         KMS v2 over gRPC: seeds encrypted elsewhere, kept in memory, renewed when the key's id changes
    providers   the chain: the first provider writes, all read; whatever another one wrote is stale
    store       the store in between; a write that changes nothing still rewrites what is stale
    reload      the file is read again when it changes (--encryption-provider-config-automatic-reload)

A value that no provider can read ends the start of the server with the key's name: nothing is served half.

Upstream: pkg/storage/value, pkg/server/options/encryptionconfig.
"""
